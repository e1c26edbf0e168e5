import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { Bar } from "../app/Bar.tsx";
import { Command } from "../components/Command.tsx";
import { useTitle } from "../components/useTitle.ts";
import { useStrings } from "../i18n/language.ts";
import { KeyForm } from "./KeyForm.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { forgetRefused, refusedIn, refusedText } from "./refused.ts";
import { useSignIns } from "./useSignIns.ts";

/** How to begin a session. */
export function SignIn({ signedIn }: { signedIn: () => Promise<void> }) {
  const t = useStrings().session;
  useTitle(t.title);
  const signIns = useSignIns();
  const [refused] = useState(() => refusedIn(window.location.search));
  useEffect(forgetRefused, []);
  return (
    <>
      <Bar />
      <main>
        <ContentLayout
          maxContentWidth={640}
          defaultPadding
          header={<Header variant="h1" description={t.description}>{t.title}</Header>}
        >
          <SpaceBetween size="l">
            {refused && <Alert type="error" header={t.refusedTitle}>{refusedText(t, refused)}</Alert>}
            {signIns.length > 0 && (
              <Container header={<Header variant="h2">{t.byProvider}</Header>}><ProviderButtons signIns={signIns} /></Container>
            )}
            <Container header={<Header variant="h2">{t.byLink}</Header>}>
              <SpaceBetween size="s">
                <Box>{t.administratorLink}</Box>
                <Command text="sealcanvas console --open" />
                <ExpandableSection headerText={t.analystLink}>
                  <Command text="aws sagemaker create-presigned-domain-url --domain-id d-… --user-profile-name …" />
                </ExpandableSection>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">{t.byKey}</Header>}>
              <KeyForm signedIn={signedIn} />
            </Container>
          </SpaceBetween>
        </ContentLayout>
      </main>
    </>
  );
}
