import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { Decision, SimulatedRequest } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Decided } from "../../components/Why.tsx";
import { useSpeech } from "../../i18n/language.ts";
import type { Tag } from "./entity.ts";
import { TagFields } from "./TagFields.tsx";

const ACTIONS = [
  "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:Encrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:PutKeyPolicy",
  "s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject", "iam:PassRole", "sts:AssumeRole",
  "sagemaker:CreateAutoMLJobV2", "sagemaker:CreateTransformJob", "sagemaker:CreatePresignedDomainUrl", "forecast:CreateAutoPredictor",
  "sealcanvas:ImportDataset", "sealcanvas:CreateModelVersion", "sealcanvas:CreateBatchPrediction",
];
const VIA = ["sagemaker", "forecast", "s3"].map((value) => ({ value, label: value }));

/** What somebody would get for a request that nobody makes, and why; with the change that would allow it. */
export function Simulation({ principal: given = "" }: { principal?: string }) {
  const { strings, language } = useSpeech();
  const t = strings.iam;
  const [principal, setPrincipal] = useState(given);
  const [action, setAction] = useState("");
  const [resource, setResource] = useState("");
  const [via, setVia] = useState<string[]>([]);
  const [context, setContext] = useState<Tag[]>([]);
  const [found, setFound] = useState<{ request: SimulatedRequest; decision: Decision }>();
  const simulate = useAction(
    useCallback(async () => {
      const request: SimulatedRequest = {
        Principal: principal,
        Action: action,
        Resource: resource,
        ...(via.length && { ViaServices: via }),
        ...(context.length && { EncryptionContext: Object.fromEntries(context.map(({ Key, Value }) => [Key, Value])) }),
      };
      const { Decision: decision } = await call("sealcanvas", "SimulateAccess", { ...request, Language: language });
      if (decision) setFound({ request, decision });
    }, [action, context, language, principal, resource, via]),
  );
  const run = () => void simulate.run();
  return (
    <SpaceBetween size="l">
      <Container
        header={<Header variant="h2" description={t.simulatorHint}>{strings.navigation.simulator}</Header>}
        footer={<Button variant="primary" loading={simulate.busy} disabled={!principal || !action || !resource} onClick={run}>{t.simulate}</Button>}
      >
        <SpaceBetween size="m">
          {!given && (
            <FormField label={strings.why.principal} constraintText={t.principalRule}>
              <Input value={principal} onChange={({ detail }) => setPrincipal(detail.value)} spellcheck={false} />
            </FormField>
          )}
          <FormField label={strings.why.action}>
            <Autosuggest
              value={action}
              options={ACTIONS.map((value) => ({ value }))}
              enteredTextLabel={(text) => text}
              placeholder="kms:Decrypt"
              onChange={({ detail }) => setAction(detail.value)}
            />
          </FormField>
          <FormField label={strings.why.resource} constraintText={t.resourceRule}>
            <Input value={resource} onChange={({ detail }) => setResource(detail.value)} spellcheck={false} />
          </FormField>
          <ExpandableSection headerText={t.way}>
            <SpaceBetween size="m">
              <FormField label={t.via} description={t.viaHint}>
                <Multiselect
                  ariaLabel={t.via}
                  options={VIA}
                  selectedOptions={via.map((value) => ({ value, label: value }))}
                  deselectAriaLabel={(option) => `${strings.common.remove} ${option.label}`}
                  onChange={({ detail }) => setVia(detail.selectedOptions.map((option) => option.value ?? ""))}
                />
              </FormField>
              <FormField label={t.encryptionContext} stretch><TagFields tags={context} onChange={setContext} /></FormField>
            </SpaceBetween>
          </ExpandableSection>
          <Refusal error={simulate.error} retry={run} />
        </SpaceBetween>
      </Container>
      {found && (
        <Container header={<Header variant="h2">{found.decision.Allowed ? t.allowed : t.denied}</Header>}>
          <Decided key={JSON.stringify(found)} decision={found.decision} request={found.request} mended={run} />
        </Container>
      )}
    </SpaceBetween>
  );
}
