import { useEffect, useSyncExternalStore } from "react";
import { quietly } from "../api/door.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { GoButton } from "../components/GoButton.tsx";
import { useStrings } from "../i18n/language.ts";
import { useFlash } from "./flash.tsx";
import { outcomeOf } from "./outcome.ts";
import { unwatch, type Watched, watched } from "./watched.ts";

const EVERY = 3000;
const UNDER_WAY = new Set(["Importing", "Building", "InProgress"]);

interface End {
  status: string;
  cause?: FailureCause;
  reason?: string;
}

/** Follows long work, and says at the top of whatever page is open how it ended. */
export function Watcher() {
  const t = useStrings().studio;
  const { show } = useFlash();
  const works = useSyncExternalStore(watched.subscribe, watched.snapshot);

  useEffect(() => {
    if (!works.length) return;
    let over = false;
    let timer = 0;
    const look = async (): Promise<void> => {
      for (const work of works) {
        const end = await ended(work);
        if (over) return;
        if (!end) continue;
        unwatch(work);
        if (end.status === "Ready") {
          show({ type: "success", content: t.ended[work.kind](work.name), action: <GoButton to={placeOf(work)}>{t.show}</GoButton> });
        } else if (end.status !== "Gone") {
          // The cause in a word: all of it, and how to mend it, stands where Show leads.
          const header = end.status === "Stopped" ? t.stoppedWork[work.kind](work.name) : t.failedWork[work.kind](work.name);
          show({ type: end.status === "Stopped" ? "info" : "error", header, content: end.cause ? t.causes[end.cause].title : end.reason, action: <GoButton to={placeOf(work)}>{t.show}</GoButton> });
        }
      }
      if (!over) timer = window.setTimeout(look, EVERY);
    };
    timer = window.setTimeout(look, EVERY);
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [works, show, t]);
  return null;
}

/** How it ended; undefined while it goes on, or while the server is away. */
async function ended(work: Watched): Promise<End | undefined> {
  let end: End;
  try {
    end = await describe(work);
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === "later") return undefined;
    if (outcome === "gone") await forgetUpload(work); // else the import may still be reading it
    return { status: "Gone" };
  }
  if (UNDER_WAY.has(end.status)) return undefined;
  await forgetUpload(work);
  return end;
}

async function describe({ kind, id, version }: Watched): Promise<End> {
  const { Status = "", FailureCause: cause, FailureReason } = await (kind === "model"
    ? quietly("sealcanvas", "DescribeModelVersion", { ModelVersionId: id })
    : kind === "prediction"
      ? quietly("sealcanvas", "DescribePrediction", { PredictionId: id })
      : version === undefined
        ? quietly("sealcanvas", "DescribeDataset", { DatasetId: id })
        : versionOf(id, version));
  return { status: Status, cause, reason: FailureReason };
}

async function versionOf(id: string, version: number): Promise<{ Status?: string; FailureCause?: FailureCause; FailureReason?: string }> {
  const { DatasetVersions = [] } = await quietly("sealcanvas", "ListDatasetVersions", { DatasetId: id });
  return DatasetVersions.find((each) => each.DatasetVersion === version) ?? { Status: "Gone" };
}

/** A file that was imported is not left behind; one that cannot be deleted is the bucket owner's. */
async function forgetUpload({ upload }: Watched): Promise<void> {
  if (upload) await quietly("s3", "DeleteObject", upload).catch(() => undefined);
}

function placeOf({ kind, id }: Watched): string {
  return `/${kind}s/${id}`;
}
