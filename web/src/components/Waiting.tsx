import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect } from "react";
import { Unreachable } from "../api/errors.ts";
import { useStrings } from "../i18n/language.ts";

const RETRY_SECONDS = 3;

/** Shown until there is something; tries again by itself while the server does not answer. */
export function Waiting({ problem, retry }: { problem?: Error; retry?: () => Promise<void> }) {
  const t = useStrings().common;
  useEffect(() => {
    if (!(problem instanceof Unreachable) || !retry) return;
    const timer = window.setTimeout(retry, RETRY_SECONDS * 1000);
    return () => window.clearTimeout(timer);
  }, [problem, retry]);
  if (problem) {
    return (
      <Alert type="warning" action={retry && <Button onClick={() => void retry()}>{t.retry}</Button>}>
        {problem instanceof Unreachable ? t.unreachable : problem.message}
      </Alert>
    );
  }
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" /> <Box variant="span" color="text-body-secondary">{t.loading}</Box>
    </Box>
  );
}
