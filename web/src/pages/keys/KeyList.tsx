import Box from "@cloudscape-design/components/box";
import type { ReactNode } from "react";
import { Go } from "../../components/Go.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { KeyState } from "./KeyState.tsx";
import { type Key, useKeys } from "./useKeys.ts";

interface Props {
  title: string;
  description: string;
  manager: "AWS" | "CUSTOMER";
  empty: ReactNode;
  actions?: ReactNode;
}

/** The keys of one kind. One that may not be looked at is listed with the customer's own: it may be one. */
export function KeyList({ title, description, manager, empty, actions }: Props) {
  const t = useStrings().keys;
  const asked = useKeys();
  const keys = (asked.data ?? []).filter((key) => (key.metadata?.KeyManager ?? "CUSTOMER") === manager);
  const columns: Column<Key>[] = [
    {
      id: "alias",
      header: t.aliases,
      cell: (key) => (
        <>
          <Go to={`/keys/${key.id}`}>{key.aliases[0] ?? t.noAlias}</Go>
          {key.aliases.length > 1 && <Box variant="span" color="text-body-secondary"> {t.more(key.aliases.length - 1)}</Box>}
        </>
      ),
      value: (key) => key.aliases.join(" "),
    },
    { id: "id", header: t.keyId, cell: (key) => <Go to={`/keys/${key.id}`}>{key.id}</Go>, value: (key) => key.id },
    { id: "status", header: t.status, cell: (key) => <KeyState state={key.metadata?.KeyState} />, value: (key) => key.metadata?.KeyState },
    { id: "spec", header: t.spec, cell: (key) => key.metadata?.KeySpec },
    { id: "usage", header: t.usage, cell: (key) => key.metadata?.KeyUsage && t.usages[key.metadata.KeyUsage], value: (key) => key.metadata?.KeyUsage },
    { id: "created", header: t.created, cell: (key) => <When at={key.metadata?.CreationDate} />, value: (key) => key.metadata?.CreationDate },
    { id: "description", header: t.description, cell: (key) => key.metadata?.Description },
  ];
  return (
    <Page title={title} crumbs={[]} description={description}>
      <Listing title={title} asked={asked} items={keys} columns={columns} id={(key) => key.id} empty={empty} actions={actions} />
    </Page>
  );
}
