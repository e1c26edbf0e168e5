import Box from "@cloudscape-design/components/box";
import { Page } from "../components/Page.tsx";
import { useStrings } from "../i18n/language.ts";

/** For an address that leads nowhere. */
export function NotFound() {
  const t = useStrings().common;
  return (
    <Page title={t.notFound} crumbs={[]}>
      <Box>{t.notFoundHint}</Box>
    </Page>
  );
}
