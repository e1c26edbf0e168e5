import { useSearch } from "wouter";

/** What the page's address says after the question mark, exactly as it was given: names of objects hold any character. */
export function useQuery(): URLSearchParams {
  useSearch(); // to be told of changes
  return new URLSearchParams(window.location.search);
}
