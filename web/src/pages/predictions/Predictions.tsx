import { StudioPage } from "../../components/StudioPage.tsx";
import { useStrings } from "../../i18n/language.ts";
import { PredictionList } from "./PredictionList.tsx";

/** The workspace's predictions. */
export function Predictions() {
  const t = useStrings().predictions;
  return (
    <StudioPage title={t.title} crumbs={[]} description={t.description}>
      {(workspace) => <PredictionList workspace={workspace} />}
    </StudioPage>
  );
}
