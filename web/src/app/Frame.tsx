import AppLayout from "@cloudscape-design/components/app-layout";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ErrorBoundary from "@cloudscape-design/components/error-boundary";
import Flashbar from "@cloudscape-design/components/flashbar";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { Suspense, useEffect, useState } from "react";
import { Route as Place, Switch, useLocation } from "wouter";
import { forget } from "../api/recorded.ts";
import { CodePanel } from "../components/CodePanel.tsx";
import { Waiting } from "../components/Waiting.tsx";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Bar } from "./Bar.tsx";
import { type Crumb, CrumbsContext } from "./crumbs.ts";
import { useFlash } from "./flash.tsx";
import { useFollow } from "./follow.ts";
import { NotFound } from "./NotFound.tsx";
import { navigation } from "./navigation.ts";
import { routes } from "./routes.ts";

/** Around every page: the bar, the navigation, where one is, what has happened, and the code panel. */
export function Frame() {
  const t = useStrings();
  const { session } = useSession();
  const [place] = useLocation();
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  const [navigating, setNavigating] = useState(window.innerWidth >= 1024);
  const [code, setCode] = useState(false);
  const { items } = useFlash();
  const follow = useFollow();

  useEffect(forget, [place]);

  const content = (
    <ErrorBoundary key={place} onError={() => undefined}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          {routes.map(({ path, page: Page }) => (
            <Place key={path} path={path}>{(params) => <Page params={decoded(params)} />}</Place>
          ))}
          <Place><NotFound /></Place>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
  if (routes.some((route) => route.plain && route.path === place)) return content;

  return (
    <CrumbsContext value={setCrumbs}>
      <Bar showCode={() => setCode(true)} />
      <AppLayout
        headerSelector="#bar"
        navigationOpen={navigating}
        onNavigationChange={({ detail }) => setNavigating(detail.open)}
        navigation={
          <SideNavigation
            header={{ text: t.common.product, href: "/console/" }}
            activeHref={active(place)}
            items={navigation(t.navigation, session)}
            onFollow={follow}
          />
        }
        breadcrumbs={crumbs.length ? <BreadcrumbGroup items={crumbs} onFollow={follow} ariaLabel={t.common.breadcrumbs} /> : undefined}
        notifications={<Flashbar items={items.map((each) => ({ ...each, dismissLabel: t.common.dismiss }))} stackItems />}
        tools={<CodePanel />}
        toolsHide={!code}
        toolsOpen={code}
        onToolsChange={({ detail }) => setCode(detail.open)}
        toolsWidth={420}
        ariaLabels={{
          navigation: t.common.navigation,
          navigationClose: t.common.closeNavigation,
          navigationToggle: t.common.openNavigation,
          notifications: t.common.notifications,
          tools: t.common.showCode,
          toolsClose: t.common.close,
          toolsToggle: t.common.showCode,
        }}
        content={content}
      />
    </CrumbsContext>
  );
}

/** The navigation's link for a place: the first part of its address. */
function active(place: string): string {
  return `/console/${place.split("/")[1] ?? ""}`;
}

function decoded(params: object): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(String(value))]));
}
