import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Table from "@cloudscape-design/components/table";
import { useMemo } from "react";
import { useStrings } from "../i18n/language.ts";

interface Props {
  title: string;
  description?: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  pageSize?: number;
}

const MOST_COLUMNS = 200;

/** Rows of data as they are, a page at a time. */
export function Rows({ title, description, columns, rows, pageSize = 25 }: Props) {
  const { studio: s, common } = useStrings();
  const numbered = useMemo(() => rows.map((cells, index) => ({ cells, number: index + 1 })), [rows]);
  const { items, collectionProps, paginationProps } = useCollection(numbered, { pagination: { pageSize }, sorting: {} });
  return (
    <Table
      {...collectionProps}
      variant="container"
      items={items}
      trackBy={(item) => String(item.number)}
      stripedRows
      contentDensity="compact"
      stickyColumns={{ first: 1 }}
      ariaLabels={{ tableLabel: title }}
      header={<Header variant="h3" description={description ?? s.firstRows(rows.length)}>{title}</Header>}
      pagination={rows.length > pageSize ? <Pagination {...paginationProps} /> : undefined}
      columnDefinitions={[
        { id: "number", header: "#", cell: (item) => item.number, isRowHeader: true, width: 70 },
        ...columns.slice(0, MOST_COLUMNS).map((name, index) => ({
          id: `c${index}`,
          header: name,
          minWidth: 110,
          cell: (item: (typeof numbered)[number]) => item.cells[index] || <Box variant="span" color="text-status-inactive">{common.none}</Box>,
          sortingComparator: (a: (typeof numbered)[number], b: (typeof numbered)[number]) => compare(a.cells[index] ?? "", b.cells[index] ?? ""),
        })),
      ]}
      footer={columns.length > MOST_COLUMNS ? <Box textAlign="center">{s.more(columns.length - MOST_COLUMNS)}</Box> : undefined}
    />
  );
}

function compare(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return a && b && !Number.isNaN(difference) ? difference : a.localeCompare(b);
}
