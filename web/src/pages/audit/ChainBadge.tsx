import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useOperation } from "../../api/useOperation.ts";
import { count } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

/** Whether each record of the trail follows from the one before it, asked when the page is opened. */
export function ChainBadge() {
  const { strings, language } = useSpeech();
  const t = strings.audit;
  const { data, error, loading, reload } = useOperation("sealcanvas", "VerifyAuditTrail", {});
  if (loading && !data) return <StatusIndicator type="loading">{t.chainChecking}</StatusIndicator>;
  if (error || !data) return <StatusIndicator type="warning">{t.chainUnknown(error?.message ?? "")}</StatusIndicator>;
  const good = data.Verified === true;
  return (
    <Popover
      header={t.chain}
      dismissAriaLabel={strings.common.close}
      content={
        <>
          <Box>{good ? t.chainHint(count(data.RecordCount, language)) : data.Detail}</Box>
          <Box color="text-body-secondary"><When at={data.VerifiedAt} /></Box>
          <Link onFollow={reload}>{t.chainAgain}</Link>
        </>
      }
    >
      <StatusIndicator type={good ? "success" : "error"}>{good ? t.chainVerified : t.chainBroken}</StatusIndicator>
    </Popover>
  );
}
