import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAsked } from "../api/useOperation.ts";
import { useStrings } from "../i18n/language.ts";
import { readSignIns } from "./session.ts";

/** A button for each identity provider by which one may sign in; nothing where there is none. `elsewhere`: in another tab. */
export function ProviderButtons({ elsewhere = false }: { elsewhere?: boolean }) {
  const t = useStrings().session;
  const { data } = useAsked("sign-ins", 0, readSignIns); // without an answer there are the other ways in
  if (!data?.length) return null;
  const buttons = (
    <SpaceBetween size="s">
      {data.map((each) => (
        <Button
          key={each.Name}
          fullWidth
          href={`/console/sign-in/oidc/${encodeURIComponent(each.Name)}`}
          {...(elsewhere && { target: "_blank", iconName: "external", iconAlign: "right" })}
        >
          {t.continueWith(each.DisplayName)}
        </Button>
      ))}
    </SpaceBetween>
  );
  return elsewhere ? buttons : <Container header={<Header variant="h2">{t.byProvider}</Header>}>{buttons}</Container>;
}
