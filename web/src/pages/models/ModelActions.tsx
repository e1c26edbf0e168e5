import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { download as save } from "../../api/download.ts";
import { placeOf } from "../../api/objects.ts";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { nameOf } from "./Models.tsx";
import { RegisterModal } from "./RegisterModal.tsx";

/** What can be done with a version as a whole. */
export function ModelActions({ version, changed }: { version: DescribeModelVersionResponse; changed: () => void }) {
  const { models: t, common } = useStrings();
  const [, to] = useLocation();
  const { show } = useFlash();
  const [asking, setAsking] = useState<"delete" | "register">();
  const id = version.ModelVersionId ?? "";
  const remove = useAction(async () => {
    await call("sealcanvas", "DeleteModelVersion", { ModelVersionId: id });
    show({ type: "success", content: t.deleted(nameOf(version)) });
    to("/models");
  });
  const download = useAction(async (uri: string, name: string) => {
    const { Bucket, Key } = placeOf(uri);
    await save(Bucket, Key, name);
  });
  const ready = version.Status === "Ready";
  const artifact = version.ArtifactS3Uri;
  const act = (what: string) => {
    if (what === "version") to(`/models/create?dataset=${version.DatasetId}&model=${encodeURIComponent(version.ModelName ?? "")}`);
    if (what === "delete" || what === "register") setAsking(what);
    if (what === "download" && artifact) void download.run(artifact, `${nameOf(version)}.tar.gz`);
    if (what === "notebook" && artifact) void download.run(notebookBeside(artifact), `${nameOf(version)}.ipynb`);
    changed();
  };
  return (
    <>
      <ButtonDropdown
        variant="primary"
        loading={download.busy}
        onItemClick={({ detail }) => act(detail.id)}
        items={[
          { id: "version", text: t.addVersion },
          { id: "download", text: t.downloadModel, disabled: !ready || !artifact },
          { id: "notebook", text: t.downloadNotebook, disabled: !ready || !artifact },
          { id: "register", text: t.register, disabled: !ready || !artifact },
          { id: "delete", text: common.delete, disabled: version.Status === "Building" },
        ]}
      >
        {common.actions}
      </ButtonDropdown>
      <Refusal error={download.error} />
      {asking === "register" && <RegisterModal version={version} close={() => setAsking(undefined)} />}
      {asking === "delete" && (
        <Confirm title={t.deleteTitle(nameOf(version))} button={common.delete} action={remove} close={() => setAsking(undefined)} word={common.confirmWord}>
          {t.deleteHint}
        </Confirm>
      )}
    </>
  );
}

/** The notebook's place, which is told by the model's. */
function notebookBeside(artifact: string): string {
  return artifact.replace(/\/model\/[^/]*$|\/[^/]*$/, "/notebooks/model.ipynb");
}
