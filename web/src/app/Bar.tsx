import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useContext } from "react";
import icon from "../icon.svg";
import { type Language, useSpeech } from "../i18n/language.ts";
import { RoleSwitch } from "../session/RoleSwitch.tsx";
import { SessionContext, signOut } from "../session/session.ts";
import { useRoleSwitch } from "../session/useRoleSwitch.ts";
import { type Appearance, appearance, applyAppearance } from "./appearance.ts";

/** The top of every page: who is signed in and as whom, language and appearance. */
export function Bar({ showCode }: { showCode?: () => void }) {
  const { strings: t, language, choose } = useSpeech();
  const session = useContext(SessionContext)?.session;
  const roles = useRoleSwitch();

  const speech: TopNavigationProps.Utility = {
    type: "menu-dropdown",
    iconName: "settings",
    ariaLabel: t.common.settings,
    title: t.common.settings,
    items: [
      {
        id: "language",
        text: t.common.language,
        items: (["en", "ja"] as const).map((each) => ({
          id: each,
          text: each === "en" ? t.common.english : t.common.japanese,
          itemType: "checkbox" as const,
          checked: each === language,
        })),
      },
      {
        id: "appearance",
        text: t.common.mode,
        items: (["light", "dark", "system"] as const).map((each) => ({
          id: each,
          text: t.common[each],
          itemType: "checkbox" as const,
          checked: each === appearance(),
        })),
      },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === "en" || detail.id === "ja") choose(detail.id as Language);
      else applyAppearance(detail.id as Appearance);
    },
  };
  const utilities: TopNavigationProps.Utility[] = [speech];
  if (showCode) {
    utilities.unshift({ type: "button", iconName: "script", text: t.common.showCode, onClick: showCode });
  }
  if (session) {
    // Of a role's session its name stands last in the ARN: assumed-role/Role/name.
    const ofRole = session.Kind === "role" ? session.PrincipalArn.split("/").slice(1).join("/") : undefined;
    const name = session.UserProfileName ?? session.UserName ?? ofRole ?? session.Account;
    utilities.push({
      type: "menu-dropdown",
      iconName: "user-profile",
      text: session.ActingAs ? t.session.actingAs(session.ActingAs.split("/").at(-1) ?? "") : name,
      description: `${session.Region}, ${t.session.account} ${session.Account}`,
      items: [
        ...(session.Kind === "user" ? [{ id: "role", text: t.session.actAs }] : []),
        ...(session.ActingAs ? [{ id: "self", text: t.session.actAsSelf }] : []),
        { id: "out", text: t.session.signOut },
      ],
      onItemClick: ({ detail }) => {
        if (detail.id === "out") void signOut();
        else if (detail.id === "role") roles.open();
        else void roles.be(null);
      },
    });
  }
  return (
    <div id="bar">
      <TopNavigation
        identity={{ href: "/console/", title: t.common.product, logo: { src: icon, alt: "" } }}
        utilities={utilities}
      />
      {roles.choosing && <RoleSwitch roles={roles} />}
    </div>
  );
}
