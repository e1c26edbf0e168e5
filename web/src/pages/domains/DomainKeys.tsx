import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { everyPage } from "../../api/everyPage.ts";
import type { DescribeDomainResponse } from "../../api/shapes/sagemaker.ts";
import { useAsked } from "../../api/useOperation.ts";
import { KeyLink } from "../../components/KeyLink.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ChangeKeys } from "./ChangeKeys.tsx";
import { Rekey } from "./Rekey.tsx";

/** Both keys of a domain, what each protects, and how all that lies under them moves to others. */
export function DomainKeys({ domain, changed }: { domain: DescribeDomainResponse; changed: () => void }) {
  const strings = useStrings();
  const t = strings.domains;
  const id = domain.DomainId ?? "";
  const [changing, setChanging] = useState(false);
  const rekeys = useAsked(`rekeys ${id}`, 0, (signal) => everyPage("sealcanvas", "ListRekeys", { DomainId: id }, "NextToken", signal));
  const found = (rekeys.data ?? []).flatMap((page) => page.Rekeys ?? []);
  const settings = domain.DefaultUserSettings ?? {};
  const storage = settings.CanvasAppSettings?.WorkspaceSettings?.S3KmsKeyId ?? settings.SharingSettings?.S3KmsKeyId;
  const close = (isChanged: boolean) => {
    setChanging(false);
    if (!isChanged) return;
    rekeys.reload();
    changed();
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={t.keysHint} actions={<Button onClick={() => setChanging(true)}>{t.changeKeys}</Button>}>{t.keys}</Header>}>
        <KeyValuePairs
          columns={2}
          items={[
            { label: t.appKey, value: <><div>{domain.KmsKeyId ? <KeyLink arn={domain.KmsKeyId} /> : "aws/sagemaker"}</div><Box color="text-body-secondary">{t.appKeyProtects}</Box></> },
            { label: t.storageKey, value: <><div>{storage ? <KeyLink arn={storage} /> : t.bucketDefault}</div><Box color="text-body-secondary">{t.storageKeyProtects}</Box></> },
          ]}
        />
      </Container>
      {found.map((each) => <Rekey key={each.RekeyId} domain={id} rekey={each} changed={close} />)}
      {changing && <ChangeKeys domain={id} appKey={domain.KmsKeyId ?? ""} storageKey={storage ?? ""} close={close} />}
    </SpaceBetween>
  );
}
