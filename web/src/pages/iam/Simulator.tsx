import { useQuery } from "../../app/useQuery.ts";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Simulation } from "./Simulation.tsx";

/** The simulator, for anybody. */
export function Simulator() {
  const strings = useStrings();
  const principal = useQuery().get("principal") ?? undefined;
  return (
    <Page title={strings.navigation.simulator} crumbs={[]} description={principal}>
      <Simulation principal={principal} />
    </Page>
  );
}
