import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The domains: where people work, under which keys. */
export function Domains() {
  const strings = useStrings();
  const t = strings.domains;
  const asked = useAsked("domains", 0, (signal) => everyPage("sagemaker", "ListDomains", {}, "NextToken", signal));
  const create = <GoButton to="/domains/create" variant="primary">{t.create}</GoButton>;
  return (
    <Page title={strings.navigation.domains} crumbs={[]} description={t.hint}>
      <Listing
        title={strings.navigation.domains}
        asked={asked}
        items={(asked.data ?? []).flatMap((page) => page.Domains ?? [])}
        id={(domain) => domain.DomainId ?? ""}
        columns={[
          { id: "name", header: t.name, value: (domain) => domain.DomainName, cell: (domain) => <Go to={`/domains/${domain.DomainId}`}>{domain.DomainName}</Go> },
          { id: "id", header: t.id, value: (domain) => domain.DomainId, cell: (domain) => domain.DomainId },
          { id: "status", header: t.status, value: (domain) => domain.Status, cell: (domain) => <Status status={domain.Status} /> },
          { id: "created", header: t.created, value: (domain) => Number(domain.CreationTime), cell: (domain) => <When at={domain.CreationTime as number | undefined} /> },
        ]}
        actions={create}
        empty={<Empty title={t.none} hint={t.noneHint} action={create} />}
      />
    </Page>
  );
}
