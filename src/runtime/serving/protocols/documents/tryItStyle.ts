/** As the editor's pages look, in its own light and dark. */
export const tryItStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #3b3b3b; --title: #1f1f1f; --line: #e5e5e5; --field: #ffffff; --edge: #cecece;
  --link: #005fb8; --act: #005fb8; --act-hover: #0258a8; --act-text: #ffffff; --focus: #005fb8;
  --bar: #3d64bc; --bad: #a1260d; --good: #388a34; --code: #f8f8f8;
  --muted: color-mix(in srgb, var(--text) 78%, var(--page));
  --faint: color-mix(in srgb, var(--text) 48%, var(--page));
  --track: color-mix(in srgb, var(--text) 12%, var(--page));
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #1f1f1f; --text: #cccccc; --title: #ffffff; --line: #2b2b2b; --field: #313131; --edge: #3c3c3c;
    --link: #4daafc; --act: #0078d4; --act-hover: #026ec1; --act-text: #ffffff; --focus: #0078d4;
    --bar: #5aacff; --bad: #f88070; --good: #89d185; --code: #181818;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body {
  display: flex; flex-direction: column; color: var(--text); background: var(--page);
  font: 13px/18px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1, h2, p, pre, ul { margin: 0; padding: 0; font-weight: 400; }
h1 { font-size: 18px; line-height: 24px; font-weight: 600; color: var(--title); overflow-wrap: anywhere; }
h2 { font-size: 13px; line-height: 20px; font-weight: 600; color: var(--title); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 1px solid var(--focus); outline-offset: 1px; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 12px; }
.muted { color: var(--muted); }
.small { font-size: 12px; line-height: 16px; }
header { padding: 12px 20px; border-bottom: 1px solid var(--line); }
header .name { display: flex; align-items: center; gap: 8px; }
header svg { width: 16px; height: 16px; flex: none; color: var(--muted); }
.tag {
  padding: 0 5px; border: 1px solid var(--edge); border-radius: 3px; font-size: 11px; line-height: 16px; color: var(--text);
}
header .facts { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 2px 0 0 24px; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 480px); }
main > * { overflow: auto; }
#row { display: flex; flex-direction: column; border-right: 1px solid var(--line); }
.head { display: flex; align-items: baseline; gap: 8px; padding: 12px 20px 8px; }
.head .end { margin-left: auto; }
#fields {
  flex: 1; min-height: 0; overflow: auto; padding: 0 20px 12px; align-content: start;
  display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 0 32px;
}
.field {
  display: grid; grid-template-columns: minmax(0, 1fr) 128px; align-items: center; gap: 8px; min-height: 32px;
  border-bottom: 1px solid color-mix(in srgb, var(--text) 6%, var(--page));
}
.field label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.field .type { color: var(--muted); font-size: 11px; padding-left: 6px; }
.field.wrong input { border-color: var(--bad); }
input[type="text"], input[type="password"], textarea {
  width: 100%; height: 26px; padding: 3px 6px; color: inherit; background: var(--field);
  border: 1px solid var(--edge); border-radius: 2px; font: inherit; font-variant-numeric: tabular-nums;
}
input.number { text-align: right; }
textarea { height: 100%; min-height: 220px; resize: none; font: 12px/18px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
#fields.whole { display: block; }
.acts {
  display: flex; align-items: center; gap: 12px; padding: 10px 20px; border-top: 1px solid var(--line); background: var(--page);
}
.acts .key { margin-left: auto; display: flex; align-items: center; gap: 8px; white-space: nowrap; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
button.primary { height: 26px; padding: 0 14px; border-radius: 2px; color: var(--act-text); background: var(--act); }
button.primary:hover { background: var(--act-hover); }
button.primary:disabled { opacity: 0.5; cursor: default; }
button.link { color: var(--link); }
button.link:hover { text-decoration: underline; }
#answer { padding: 0 20px 16px; min-height: 168px; }
#answer .verdict { font-size: 15px; line-height: 22px; overflow-wrap: anywhere; }
#answer .verdict b { font-weight: 600; color: var(--title); }
#answer .verdict.bad { color: var(--bad); }
.share {
  display: grid; grid-template-columns: minmax(48px, auto) 1fr 64px; align-items: center; gap: 8px; height: 24px;
}
.shares { padding: 8px 0; }
.share .class { max-width: 160px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.share .value { text-align: right; font-variant-numeric: tabular-nums; }
.track { height: 6px; border-radius: 1px; background: var(--track); }
.fill { height: 6px; border-radius: 1px; background: var(--faint); }
.share.is-first .fill { background: var(--bar); }
.share.is-first .class, .share.is-first .value { font-weight: 600; color: var(--title); }
details { padding-top: 8px; }
summary { color: var(--muted); cursor: pointer; font-size: 12px; }
#code { border-top: 1px solid var(--line); }
.tabs { display: flex; gap: 16px; align-items: center; padding: 4px 20px 0; }
.tabs button { height: 28px; color: var(--muted); border-bottom: 1px solid transparent; }
.tabs button[aria-selected="true"] { color: var(--title); border-color: var(--link); }
.tabs #copy { margin-left: auto; color: var(--link); }
pre {
  margin: 8px 20px 20px; padding: 12px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  background: var(--code); border-radius: 3px; line-height: 18px; }
details pre { margin: 8px 0 0; max-height: 240px; }
@media (max-width: 900px) {
  html, body { height: auto; }
  main { display: block; }
  #row { border-right: 0; border-bottom: 1px solid var(--line); }
}
`;
