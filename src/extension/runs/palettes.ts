/** The colours of runs, as the pages' style sheet (webview/kit/tokens.css) has them: a test holds the two together. */
export const palettes = {
  dark: ["#5AACFF", "#E79426", "#77E9CE", "#C06490", "#EECF60", "#8476D1", "#DA5A38", "#2A975A", "#83CFFF", "#A7A8B3"],
  light: ["#3D64BC", "#934100", "#016655", "#C6628B", "#978204", "#54287A", "#810104", "#3D8659", "#3A8BB5", "#39444C"],
} as const;
