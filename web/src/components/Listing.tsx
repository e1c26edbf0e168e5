import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useState } from "react";
import type { Asked } from "../api/useOperation.ts";
import { useSpeech } from "../i18n/language.ts";
import { Refusal } from "./Refusal.tsx";

export interface Column<T> {
  id: string;
  header: string;
  cell: (item: T) => ReactNode;
  /** What the column is sorted and searched by, where it is not its cell. */
  value?: (item: T) => string | number | boolean | undefined;
  width?: number;
}

interface Props<T> {
  /** The title, in the plural: "Keys". */
  title: string;
  /** What is asked, for its loading, its error and its reload; none where the items are there already. */
  asked?: Asked<unknown>;
  items: readonly T[];
  columns: readonly Column<T>[];
  /** What tells items apart. */
  id: (item: T) => string;
  actions?: ReactNode;
  description?: ReactNode;
  /** Shown where there is nothing yet: what these things are for, and how to make the first. */
  empty: ReactNode;
  /** Chosen items; without it nothing can be chosen. */
  selection?: { items: T[]; choose: (items: T[]) => void; several?: boolean };
  headingLevel?: "h1" | "h2";
  pageSize?: number;
  /** What a row opens to show; nothing where it does not. Columns' first cells name the button that opens it. */
  parts?: (item: T) => readonly T[];
}

/** A list as every list here is: found by words, sorted by a column, a page at a time, refreshed by a button. */
export function Listing<T>({ title, asked, items, columns, id, actions, description, empty, selection, headingLevel = "h2", pageSize = 20, parts }: Props<T>) {
  const { strings, language } = useSpeech();
  const t = strings.common;
  const [opened, setOpened] = useState<readonly T[]>([]);
  const { items: shown, actions: set, filteredItemsCount, collectionProps, filterProps, paginationProps } = useCollection(items, {
    filtering: {
      filteringFunction: (item, text) => text.toLowerCase().split(/\s+/).every((word) => columns.some((column) => searched(column, item).includes(word))),
      empty,
      noMatch: <Box textAlign="center">{t.noMatch} <Button onClick={() => set.setFiltering("")}>{t.clearFilter}</Button></Box>,
    },
    sorting: {},
    pagination: { pageSize },
  });
  if (asked?.error && !asked.data) return <Refusal error={asked.error} retry={asked.reload} />;
  const definitions: TableProps.ColumnDefinition<T>[] = columns.map((column, place) => ({
    id: column.id,
    header: column.header,
    cell: column.cell,
    isRowHeader: place === 0,
    width: column.width,
    minWidth: Math.max(column.width ?? 0, 105), // narrow windows scroll sideways before words break letter by letter
    ...(column.value && { sortingComparator: (a: T, b: T) => compare(column.value?.(a), column.value?.(b), language) }),
  }));
  return (
    <Table
      {...collectionProps}
      items={shown}
      trackBy={id}
      columnDefinitions={definitions}
      loading={asked?.loading && !asked.data}
      loadingText={t.loading}
      wrapLines
      stickyHeader
      selectionType={selection ? (selection.several ? "multi" : "single") : undefined}
      selectedItems={selection?.items ?? []}
      onSelectionChange={({ detail }) => selection?.choose(detail.selectedItems)}
      expandableRows={
        parts && {
          getItemChildren: (item) => [...parts(item)],
          isItemExpandable: (item) => parts(item).length > 0,
          expandedItems: opened,
          onExpandableItemToggle: ({ detail }) =>
            setOpened((before) => [...before.filter((each) => id(each) !== id(detail.item)), ...(detail.expanded ? [detail.item] : [])]),
        }
      }
      ariaLabels={{
        tableLabel: title,
        selectionGroupLabel: title,
        allItemsSelectionLabel: () => title,
        itemSelectionLabel: (_, item) => id(item),
        expandButtonLabel: (item) => t.expand(named(columns, item)),
        collapseButtonLabel: (item) => t.collapse(named(columns, item)),
      }}
      header={
        <Header
          variant={headingLevel}
          counter={!asked || asked.data ? `(${items.length})` : undefined}
          description={description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {asked && <Button iconName="refresh" ariaLabel={t.refresh} onClick={asked.reload} loading={asked.loading} />}
              {actions}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder={t.find(title)}
          filteringAriaLabel={t.find(title)}
          countText={filterProps.filteringText ? t.matches(filteredItemsCount ?? 0) : undefined}
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

/** What the first column calls an item. */
function named<T>([first]: readonly Column<T>[], item: T): string {
  return String(first?.value?.(item) ?? "");
}

function searched<T>(column: Column<T>, item: T): string {
  const cell = column.value ? column.value(item) : column.cell(item);
  return typeof cell === "string" || typeof cell === "number" ? String(cell).toLowerCase() : "";
}

function compare(a: string | number | boolean | undefined, b: string | number | boolean | undefined, language: string): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return typeof a === "string" ? a.localeCompare(String(b), language) : Number(a) - Number(b);
}
