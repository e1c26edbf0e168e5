import { useEffect, useSyncExternalStore } from "react";
import { useUploads } from "../api/upload/uploads.ts";
import { beginImport, forgetImport, imports } from "./imports.ts";

/** Begins the import of each file that has arrived, whichever page is open by then. */
export function Importer() {
  const uploads = useUploads();
  const wanted = useSyncExternalStore(imports.subscribe, imports.snapshot);
  useEffect(() => {
    for (const [id, { state }] of wanted) if (state !== "beginning" && !uploads.some((each) => each.id === id)) forgetImport(id);
    for (const upload of uploads) if (upload.state === "done" && wanted.get(upload.id)?.state === "uploading") void beginImport(upload);
  }, [uploads, wanted]);
  return null;
}
