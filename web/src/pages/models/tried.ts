import type { JobEvent } from "../../api/shapes/sealcanvas.ts";

/** Each candidate's first event that has its score, the best score first; those without one behind, the newest first. */
export function ranked(events: readonly JobEvent[]): JobEvent[] {
  const seen = new Map<string, JobEvent>();
  for (const each of events) {
    if (!each.Candidate) continue;
    const before = seen.get(each.Candidate);
    if (!before || (!before.CandidateScore && each.CandidateScore)) seen.set(each.Candidate, each);
  }
  return [...seen.values()].sort((a, b) => gain(b) - gain(a) || (b.EventNumber ?? 0) - (a.EventNumber ?? 0));
}

function gain({ CandidateScore: score }: JobEvent): number {
  if (score?.Value === undefined) return -Number.MAX_VALUE;
  return score.Direction === "Minimize" ? -score.Value : score.Value;
}
