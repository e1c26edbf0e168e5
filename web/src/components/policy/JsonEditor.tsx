import CodeEditor, { type CodeEditorProps } from "@cloudscape-design/components/code-editor";
import type { Ace } from "ace-builds";
import { useEffect, useMemo, useRef, useState } from "react";
import type { PolicyFinding } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { ace } from "./ace.ts";

const NONE: readonly PolicyFinding[] = [];
const THEMES = { light: ["cloud_editor"], dark: ["cloud_editor_dark"] };

interface Props {
  value: string;
  /** Without it the text is only to be read. */
  onChange?: (value: string) => void;
  label: string;
  findings?: readonly PolicyFinding[];
  /** Told the text before it and what is pasted. */
  onPaste?: (before: string, pasted: string) => void;
  /** Where to put the cursor, from 1; another object moves it again. */
  cursor?: { line: number; column: number };
  height?: number;
}

/** An editor of JSON text, with the linter's findings at their lines. Load it lazily. */
export function JsonEditor({ value, onChange, label, findings = NONE, onPaste, cursor, height = 420 }: Props) {
  const t = useStrings().policy;
  const [editor, setEditor] = useState<Ace.Editor>();
  const [tall, setTall] = useState(height);
  const [preferences, setPreferences] = useState<Partial<CodeEditorProps.Preferences>>();
  const readOnly = !onChange;
  const paste = useRef(onPaste);
  paste.current = onPaste;

  // Cloudscape asks this object for its editor: so we have it too.
  const own = useMemo(
    () =>
      Object.assign(Object.create(ace), {
        edit(element: HTMLElement, options: object) {
          const made: Ace.Editor = ace.edit(element, { ...options, useWorker: false, showPrintMargin: false, tabSize: 2, useSoftTabs: true });
          made.on("paste", ({ text }: { text: string }) => paste.current?.(made.getValue(), text));
          made.setReadOnly(readOnly);
          setEditor(made);
          return made;
        },
      }),
    [readOnly],
  );

  useEffect(() => {
    editor?.session.setAnnotations(
      findings
        .filter((finding) => finding.Severity !== "suggestion")
        .map((finding) => ({
          row: (finding.Line ?? 1) - 1,
          column: (finding.Column ?? 1) - 1,
          text: [finding.Message, finding.Mend].filter(Boolean).join(" "),
          type: finding.Severity === "error" ? ("error" as const) : ("warning" as const),
        })),
    );
  }, [editor, findings]);

  useEffect(() => {
    if (!editor || !cursor) return;
    editor.gotoLine(cursor.line, cursor.column - 1, true);
    editor.focus();
  }, [editor, cursor]);

  return (
    <CodeEditor
      ace={own}
      language="json"
      value={value}
      ariaLabel={label}
      themes={THEMES}
      preferences={preferences}
      onPreferencesChange={({ detail }) => setPreferences(detail)}
      onDelayedChange={({ detail }) => onChange?.(detail.value)}
      editorContentHeight={tall}
      onEditorContentResize={({ detail }) => setTall(detail.height)}
      i18nStrings={{ editorGroupAriaLabel: label, preferencesModalThemeFilteringClearAriaLabel: t.clear }}
    />
  );
}
