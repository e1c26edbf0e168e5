import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import Wizard from "@cloudscape-design/components/wizard";
import { useCallback, useRef, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { PolicyField } from "../../components/policy/PolicyField.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { planned } from "./keyPolicy.ts";
import { PrincipalPicker } from "./PrincipalPicker.tsx";
import { type Tag, TagFields } from "./TagFields.tsx";

/** The wizard that makes a customer managed key. */
export function CreateKey() {
  const strings = useStrings();
  const t = strings.keys;
  const { session } = useSession();
  const { show } = useFlash();
  const [, go] = useLocation();
  const [step, setStep] = useState(0);
  const [alias, setAlias] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState<Tag[]>([]);
  const [plan, setPlan] = useState({ administrators: [] as string[], deletion: true, users: [] as string[], canvas: [] as string[], forecast: [] as string[] });
  const [edited, setEdited] = useState<string>();
  const policy = edited ?? planned({ account: session.Account, ...plan });
  const change = (some: Partial<typeof plan>) => {
    setPlan({ ...plan, ...some });
    setEdited(undefined);
  };
  const name = alias.trim() && `alias/${alias.trim().replace(/^alias\//, "")}`;
  const made = useRef<string>(undefined); // the key that is there already, where its alias was refused
  const creating = useAction(
    useCallback(async () => {
      if (!made.current) {
        const given = tags.filter((tag) => tag.TagKey);
        const answer = await call("kms", "CreateKey", { Description: description, Policy: policy, ...(given.length && { Tags: given }) });
        made.current = answer.KeyMetadata?.KeyId;
      }
      if (name && made.current) await call("kms", "CreateAlias", { AliasName: name, TargetKeyId: made.current });
      show({ type: "success", content: t.created_(name || (made.current ?? "")) });
      go(`/keys/${made.current}`);
    }, [description, go, name, policy, show, t, tags]),
  );
  return (
    <Page title={t.create} crumbs={[[strings.navigation.customerKeys, "/keys"]]}>
      <Wizard
        activeStepIndex={step}
        onNavigate={({ detail }) => setStep(detail.requestedStepIndex)}
        onCancel={() => go("/keys")}
        onSubmit={() => void creating.run()}
        isLoadingNextStep={creating.busy}
        submitButtonText={t.finish}
        steps={[
          {
            title: t.configure,
            description: t.configureHint,
            content: (
              <Container>
                <KeyValuePairs
                  columns={2}
                  items={[
                    { label: t.type, value: t.symmetric },
                    { label: t.usage, value: t.usages.ENCRYPT_DECRYPT },
                    { label: t.material, value: t.materialHere },
                    { label: t.regionality, value: t.singleRegion },
                  ]}
                />
              </Container>
            ),
          },
          {
            title: t.labels,
            content: (
              <Container>
                <SpaceBetween size="l">
                  <FormField label={t.alias} description={t.aliasHint} constraintText={t.aliasForm}>
                    <Input value={alias} onChange={({ detail }) => setAlias(detail.value)} spellcheck={false} placeholder={t.aliasExample} />
                  </FormField>
                  <FormField label={<>{t.description} <i>{t.optional}</i></>}>
                    <Textarea value={description} onChange={({ detail }) => setDescription(detail.value)} rows={2} />
                  </FormField>
                  <FormField label={<>{t.tags} <i>{t.optional}</i></>}>
                    <TagFields tags={tags} onChange={setTags} />
                  </FormField>
                </SpaceBetween>
              </Container>
            ),
          },
          {
            title: t.administrators,
            description: t.administratorsHint,
            isOptional: true,
            content: (
              <Container>
                <SpaceBetween size="l">
                  <FormField label={t.administrators}>
                    <PrincipalPicker value={plan.administrators} onChange={(administrators) => change({ administrators })} placeholder={t.choosePrincipals} />
                  </FormField>
                  <Checkbox checked={plan.deletion} onChange={({ detail }) => change({ deletion: detail.checked })}>{t.allowDeletion}</Checkbox>
                </SpaceBetween>
              </Container>
            ),
          },
          {
            title: t.users,
            description: t.usersHint,
            isOptional: true,
            content: (
              <Container>
                <SpaceBetween size="l">
                  <FormField label={t.canvasRoles} description={t.canvasRolesHint}>
                    <PrincipalPicker rolesOnly value={plan.canvas} onChange={(canvas) => change({ canvas })} placeholder={t.choosePrincipals} />
                  </FormField>
                  <FormField label={t.forecastRoles} description={t.forecastRolesHint}>
                    <PrincipalPicker rolesOnly value={plan.forecast} onChange={(forecast) => change({ forecast })} placeholder={t.choosePrincipals} />
                  </FormField>
                  <FormField label={t.users} description={t.otherUsersHint}>
                    <PrincipalPicker value={plan.users} onChange={(users) => change({ users })} placeholder={t.choosePrincipals} />
                  </FormField>
                </SpaceBetween>
              </Container>
            ),
          },
          {
            title: t.reviewStep,
            content: (
              <SpaceBetween size="l">
                <Container>
                  <KeyValuePairs
                    columns={3}
                    items={[
                      { label: t.alias, value: name || strings.common.none },
                      { label: t.description, value: description || strings.common.none },
                      { label: t.tags, value: tags.filter((tag) => tag.TagKey).map((tag) => `${tag.TagKey}=${tag.TagValue}`).join(", ") || strings.common.none },
                    ]}
                  />
                </Container>
                <Box variant="h3">{t.policy}</Box>
                <PolicyField value={policy} onChange={setEdited} kind="key" saved={policy} label={t.policy} />
                {made.current && <Alert type="info">{t.halfMade(made.current)}</Alert>}
                <Refusal error={creating.error} retry={() => void creating.run()} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </Page>
  );
}
