import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";

/** How long, and how often, an unwrapped data key may be used before KMS is asked again. */
export function DataKeyCache() {
  const t = useStrings().domains;
  const { data, error, reload } = useOperation("sealcanvas", "DescribeDataKeyCache", {});
  if (error) return <Refusal error={error} retry={reload} />;
  if (!data) return <Waiting />;
  return <Fields key={`${data.Seconds} ${data.Uses}`} seconds={data.Seconds ?? 0} uses={data.Uses ?? 0} title={t.cache} changed={reload} />;
}

function Fields({ seconds, uses, title, changed }: { seconds: number; uses: number; title: string; changed: () => void }) {
  const strings = useStrings();
  const t = strings.domains;
  const { show } = useFlash();
  const [forSeconds, setForSeconds] = useState(String(seconds));
  const [forUses, setForUses] = useState(String(uses));
  const save = useAction(
    useCallback(async () => {
      await call("sealcanvas", "UpdateDataKeyCache", { Seconds: Number(forSeconds), Uses: Number(forUses) });
      show({ type: "success", content: t.cacheSaved });
      changed();
    }, [changed, forSeconds, forUses, show, t]),
  );
  const isNumber = [forSeconds, forUses].every((text) => /^\d+$/.test(text));
  const isOff = forSeconds === "0" || forUses === "0";
  const button = <Button variant="primary" loading={save.busy} disabled={!isNumber} onClick={() => void save.run()}>{strings.common.save}</Button>;
  return (
    <Container header={<Header variant="h2" description={t.cacheHint} actions={button}>{title}</Header>}>
      <SpaceBetween size="m">
        <FormField label={t.cacheSeconds} constraintText={t.cacheSecondsHint}>
          <Input type="number" value={forSeconds} onChange={({ detail }) => setForSeconds(detail.value)} />
        </FormField>
        <FormField label={t.cacheUses} constraintText={isOff ? t.cacheOff : t.cacheUsesHint}>
          <Input type="number" value={forUses} onChange={({ detail }) => setForUses(detail.value)} />
        </FormField>
        <Refusal error={save.error} retry={() => void save.run()} />
      </SpaceBetween>
    </Container>
  );
}
