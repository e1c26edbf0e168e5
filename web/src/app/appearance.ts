import { applyMode, Mode } from "@cloudscape-design/global-styles";

export type Appearance = "light" | "dark" | "system";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** The appearance chosen before. */
export function appearance(): Appearance {
  const chosen = localStorage.getItem("appearance");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Show the page in an appearance, the one chosen before unless told, and remember it. */
export function applyAppearance(chosen: Appearance = appearance()): void {
  localStorage.setItem("appearance", chosen);
  const isDark = chosen === "dark" || (chosen === "system" && dark.matches);
  applyMode(isDark ? Mode.Dark : Mode.Light);
}

dark.addEventListener("change", () => applyAppearance());
