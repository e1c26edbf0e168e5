import ContentLayout from "@cloudscape-design/components/content-layout";
import Header, { type HeaderProps } from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useCrumbs } from "../app/crumbs.ts";
import { useTitle } from "./useTitle.ts";

interface Props {
  title: string;
  /** Where the page is: [text, path below /console] of what it belongs to, without itself. */
  crumbs: readonly (readonly [string, string])[];
  description?: ReactNode;
  actions?: ReactNode;
  info?: HeaderProps["info"];
  children: ReactNode;
}

/** A page: its title, its place, what can be done, and its parts below each other. */
export function Page({ title, crumbs, description, actions, info, children }: Props) {
  useTitle(title);
  useCrumbs(title ? [...crumbs, [title, ""]] : crumbs);
  return (
    <ContentLayout header={<Header variant="h1" description={description} actions={actions} info={info}>{title}</Header>}>
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
