import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useState } from "react";
import type { ForecastItem, ForecastItemOrder, ListForecastItemsResponse } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { count, figure, percent } from "../../../components/numbers.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { useSpeech } from "../../../i18n/language.ts";

interface Props {
  predictionId: string;
  head: ListForecastItemsResponse;
  whatIfId: string | undefined;
  choose: (keys: readonly string[]) => void;
}

const PAGE = 20;
const ORDERS: readonly ForecastItemOrder[] = ["Data", "Forecast", "Change"];

/** Every item of a forecast with its figures, found by a part of its keys, a page at a time. */
export function ItemsTable({ predictionId, head, whatIfId, choose }: Props) {
  const { strings, language } = useSpeech();
  const { forecast: t, common } = strings;
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState(""); // what was typed a moment ago
  const [order, setOrder] = useState<ForecastItemOrder>("Data");
  const [tokens, setTokens] = useState<readonly (string | undefined)[]>([undefined]); // of each page that is known
  const [page, setPage] = useState(1);
  const asked = useOperation("sealcanvas", "ListForecastItems", {
    PredictionId: predictionId,
    MaxResults: PAGE,
    OrderBy: order,
    WhatIfId: whatIfId,
    NextToken: tokens[page - 1],
    ...(search && { Search: search.slice(0, 256) }),
  });
  const restart = () => {
    setTokens([undefined]);
    setPage(1);
  };
  const turn = (to: number) => {
    if (to > tokens.length) setTokens([...tokens, asked.data?.NextToken]);
    setPage(to);
  };
  const items = asked.data?.Items ?? [];
  const quantiles = head.Quantiles ?? [];
  const middle = quantiles.includes("p50") ? "p50" : (quantiles[Math.floor(quantiles.length / 2)] ?? "");
  const changeOf = ({ PastMean, ForecastMeans }: ForecastItem) => (PastMean ? ((ForecastMeans?.[middle] ?? Number.NaN) - PastMean) / Math.abs(PastMean) : undefined);
  const title = whatIfId ? t.whatIfLine(t.items) : t.items;
  return (
    <SpaceBetween size="s">
      <Refusal error={asked.error} retry={asked.reload} />
      <Table
        items={items}
        trackBy={(each) => JSON.stringify(each.Keys)}
        loading={asked.loading && !asked.data}
        loadingText={common.loading}
        contentDensity="compact"
        wrapLines
        ariaLabels={{ tableLabel: title }}
        empty={search ? common.noMatch : strings.studio.nothing}
        header={
          <Header
            variant="h2"
            counter={asked.data ? `(${count(asked.data.ItemCount, language)})` : undefined}
            description={t.itemsHint}
            actions={
              <Select
                ariaLabel={t.order}
                selectedOption={{ value: order, label: t.orders[order] }}
                options={ORDERS.map((value) => ({ value, label: t.orders[value] }))}
                onChange={({ detail }) => {
                  setOrder(detail.selectedOption.value as ForecastItemOrder);
                  restart();
                }}
              />
            }
          >
            {title}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={typed}
            filteringPlaceholder={t.findItem}
            filteringAriaLabel={t.findItem}
            countText={search && asked.data ? common.matches(asked.data.ItemCount ?? 0) : undefined}
            onChange={({ detail }) => setTyped(detail.filteringText)}
            onDelayedChange={({ detail }) => {
              setSearch(detail.filteringText.trim());
              restart();
            }}
          />
        }
        pagination={<Pagination currentPageIndex={page} pagesCount={tokens.length} openEnd={page < tokens.length || Boolean(asked.data?.NextToken)} onChange={({ detail }) => turn(detail.currentPageIndex)} ariaLabels={{ nextPageLabel: t.nextPage, previousPageLabel: t.previousPage, pageLabel: t.pageNumber }} />}
        columnDefinitions={[
          { id: "item", header: (head.KeyColumns ?? []).join(" / "), isRowHeader: true, cell: (each) => <Button variant="inline-link" onClick={() => choose(each.Keys ?? [])}>{(each.Keys ?? []).join(" / ")}</Button> },
          { id: "past", header: t.pastMean, cell: (each) => figure(each.PastMean, language) },
          ...quantiles.map((name) => ({ id: name, header: name, cell: (each: ForecastItem) => figure(each.ForecastMeans?.[name], language) })),
          { id: "change", header: t.change, cell: (each) => percent(changeOf(each), language) },
        ]}
      />
    </SpaceBetween>
  );
}
