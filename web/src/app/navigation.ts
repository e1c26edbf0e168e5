import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import type { Strings } from "../i18n/language.ts";
import type { Session } from "../session/session.ts";

const at = (path: string) => `/console${path}`;

/** The left navigation: the studio first; an analyst's session sees nothing else unless the role may. */
export function navigation(t: Strings["navigation"], session: Session): SideNavigationProps.Item[] {
  const link = (text: string, path: string): SideNavigationProps.Item => ({ type: "link", text, href: at(path) });
  const studio: SideNavigationProps.Item = {
    type: "section",
    text: t.studio,
    items: [
      link(t.datasets, "/datasets"),
      link(t.models, "/models"),
      link(t.predictions, "/predictions"),
      link(t.automations, "/automations"),
      link(t.jobs, "/jobs"),
    ],
  };
  if (session.Kind === "user-profile") return [studio];
  return [
    studio,
    {
      type: "section",
      text: t.keys,
      items: [link(t.customerKeys, "/keys"), link(t.managedKeys, "/managed-keys")],
    },
    {
      type: "section",
      text: t.access,
      items: [
        link(t.roles, "/roles"),
        link(t.users, "/users"),
        link(t.policies, "/policies"),
        link(t.identityProviders, "/identity-providers"),
        link(t.simulator, "/simulator"),
        link(t.denials, "/denials"),
      ],
    },
    { type: "section", text: t.data, items: [link(t.domains, "/domains"), link(t.buckets, "/buckets")] },
    { type: "section", text: t.proof, items: [link(t.encryption, "/encryption"), link(t.events, "/events")] },
  ];
}
