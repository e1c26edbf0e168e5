import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense, useState } from "react";
import { late } from "../../api/late.ts";
import type { Event } from "../../api/shapes/cloudtrail.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Go } from "../../components/Go.tsx";
import { JsonView } from "../../components/policy/JsonView.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { encryptionContextOf, recordOf, recordText, wasDenied } from "./record.ts";

const Why = late(async () => (await import("../../components/Why.tsx")).Why);

/** One event: who did what to what, the record as JSON, and where it was denied, why. */
export function EventModal({ event, close }: { event: Event; close: () => void }) {
  const strings = useStrings();
  const t = strings.audit;
  const [why, setWhy] = useState(false);
  const record = recordOf(event);
  const context = Object.entries(encryptionContextOf(record));
  return (
    <Modal visible size="large" header={event.EventName} onDismiss={close} closeAriaLabel={strings.common.close}>
      <SpaceBetween size="l">
        {record.errorCode && (
          <Alert type="error" header={record.errorCode} action={wasDenied(record) && !why && <Button onClick={() => setWhy(true)}>{strings.why.button}</Button>}>
            {record.errorMessage}
          </Alert>
        )}
        {why && record.requestID && <Suspense fallback={null}><Why decisionId={record.requestID} /></Suspense>}
        <KeyValuePairs
          columns={2}
          items={[
            { label: t.eventTime, value: <When at={event.EventTime} seconds /> },
            { label: t.eventSource, value: event.EventSource },
            {
              label: t.principal,
              value: (
                <>
                  <Copyable text={record.userIdentity?.arn ?? event.Username} />{" "}
                  {event.Username && <Go to={`/events?user=${encodeURIComponent(event.Username)}`} onClick={close}>{t.onlyThis}</Go>}
                </>
              ),
            },
            { label: t.sourceIp, value: record.sourceIPAddress ?? strings.common.none },
            { label: t.purpose, value: record.sealcanvas?.purpose ? <>{record.sealcanvas.purpose} <Go to={`/events?resource=${encodeURIComponent(record.sealcanvas.purpose)}`} onClick={close}>{t.onlyThis}</Go></> : strings.common.none },
            { label: t.requestId, value: <Copyable text={record.requestID} /> },
            ...(context.length ? [{ label: t.encryptionContext, value: context.map(([name, value]) => <div key={name}>{name}={value}</div>) }] : []),
            {
              label: t.resources,
              value: (event.Resources ?? []).map((each) => (
                <div key={each.ResourceName}>
                  {each.ResourceName} <Go to={`/events?resource=${encodeURIComponent(each.ResourceName ?? "")}`} onClick={close}>{t.onlyThis}</Go>
                </div>
              )),
            },
          ]}
        />
        <JsonView text={recordText(event)} label={t.record} />
      </SpaceBetween>
    </Modal>
  );
}
