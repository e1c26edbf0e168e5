import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import Wizard from "@cloudscape-design/components/wizard";
import { useCallback, useRef, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import type { Policy } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Code } from "../../components/Code.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { attach, type Tag } from "./entity.ts";
import { PolicyTable } from "./PolicyTable.tsx";
import { TagFields } from "./TagFields.tsx";
import { textOf, type Trust, TrustChoice } from "./TrustChoice.tsx";

const EMPTY: Trust = { kind: "service", services: ["sagemaker.amazonaws.com"], account: "", custom: "" };

/** A new role: who may take it on, what it may do, what it is called. */
export function CreateRole() {
  const strings = useStrings();
  const t = strings.iam;
  const { session } = useSession();
  const { show } = useFlash();
  const [, go] = useLocation();
  const [step, setStep] = useState(0);
  const [trust, setTrust] = useState(EMPTY);
  const [policies, setPolicies] = useState<Policy[]>([]);
  const [boundary, setBoundary] = useState<Policy[]>([]);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState<Tag[]>([]);
  const made = useRef(""); // a role that is there already when a policy is refused
  const create = useAction(
    useCallback(async () => {
      if (made.current !== name) {
        await call("iam", "CreateRole", {
          RoleName: name,
          AssumeRolePolicyDocument: textOf(trust, session.Account),
          ...(description && { Description: description }),
          ...(boundary[0]?.Arn && { PermissionsBoundary: boundary[0].Arn }),
          ...(tags.length && { Tags: tags }),
        });
        made.current = name;
      }
      await attach({ kind: "Role", name }, policies.map((policy) => policy.Arn ?? ""));
      show({ type: "success", content: t.created(name) });
      go(`/roles/${encodeURIComponent(name)}`);
    }, [boundary, description, go, name, policies, session.Account, show, t, tags, trust]),
  );
  const isTrusting = trust.kind !== "service" || trust.services.length > 0;
  const run = () => void create.run();
  return (
    <Page title={t.createRole} crumbs={[[strings.navigation.roles, "/roles"]]}>
      <Wizard
        activeStepIndex={step}
        onNavigate={({ detail }) => (isTrusting || detail.requestedStepIndex === 0) && setStep(detail.requestedStepIndex)}
        onCancel={() => go("/roles")}
        onSubmit={run}
        isLoadingNextStep={create.busy}
        submitButtonText={t.createRole}
        steps={[
          {
            title: t.stepTrust,
            errorText: isTrusting ? undefined : t.chooseService,
            content: <Container header={<Header variant="h2">{t.trustedType}</Header>}><TrustChoice trust={trust} onChange={setTrust} account={session.Account} /></Container>,
          },
          {
            title: t.stepPermissions,
            content: (
              <SpaceBetween size="l">
                <PolicyTable chosen={policies} choose={setPolicies} />
                <ExpandableSection headerText={t.setBoundary} headerDescription={t.boundaryHint}>
                  <PolicyTable chosen={boundary} choose={setBoundary} single title={t.boundary} />
                </ExpandableSection>
              </SpaceBetween>
            ),
            isOptional: true,
          },
          {
            title: t.stepReview,
            content: (
              <SpaceBetween size="l">
                <Container header={<Header variant="h2">{t.roleDetails}</Header>}>
                  <SpaceBetween size="l">
                    <FormField label={t.roleName} constraintText={t.nameRule} errorText={fieldError(create.error, "RoleName", "EntityAlreadyExists")}><Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} /></FormField>
                    <FormField label={t.description}><Textarea value={description} rows={2} onChange={({ detail }) => setDescription(detail.value)} /></FormField>
                    <FormField label={t.tags} stretch><TagFields tags={tags} onChange={setTags} /></FormField>
                  </SpaceBetween>
                </Container>
                <Container header={<Header variant="h2">{t.review}</Header>}>
                  <SpaceBetween size="m">
                    <KeyValuePairs
                      columns={2}
                      items={[
                        { label: t.permissions, value: policies.map((policy) => policy.PolicyName).join(", ") || strings.common.none },
                        { label: t.boundary, value: boundary[0]?.PolicyName ?? strings.common.none },
                      ]}
                    />
                    <Code text={textOf(trust, session.Account)} label={t.trustRelationships} />
                  </SpaceBetween>
                </Container>
                <Refusal error={create.error} retry={run} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </Page>
  );
}
