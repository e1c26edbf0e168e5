import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useStrings } from "../i18n/language.ts";
import type { SignInProvider } from "./session.ts";

/** A button for each identity provider by which one may sign in. `elsewhere`: in another tab. */
export function ProviderButtons({ signIns, elsewhere = false }: { signIns: readonly SignInProvider[]; elsewhere?: boolean }) {
  const t = useStrings().session;
  return (
    <SpaceBetween size="s">
      {signIns.map((each) => (
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
}
