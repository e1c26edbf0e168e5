import Cards from "@cloudscape-design/components/cards";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The choice between two ways to set a domain up. */
export function CreateDomain() {
  const strings = useStrings();
  const t = strings.domains;
  const ways = [
    { id: "quick", ...t.quick, to: "/domains/create/quick" },
    { id: "standard", ...t.standard, to: "/domains/create/standard" },
  ];
  return (
    <Page title={t.create} crumbs={[[strings.navigation.domains, "/domains"]]} description={t.hint}>
      <Cards
        items={ways}
        trackBy="id"
        cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
        ariaLabels={{ itemSelectionLabel: (_, way) => way.title, selectionGroupLabel: t.create }}
        cardDefinition={{
          header: (way) => way.title,
          sections: [
            {
              id: "points",
              content: (way) => (
                <SpaceBetween size="m">
                  <ul>{way.points.map((point) => <li key={point}>{point}</li>)}</ul>
                  <GoButton to={way.to} variant={way.id === "quick" ? "primary" : "normal"}>{way.button}</GoButton>
                </SpaceBetween>
              ),
            },
          ],
        }}
      />
    </Page>
  );
}
