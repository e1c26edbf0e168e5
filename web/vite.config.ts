import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the page with a running Sealcanvas behind it: SEALCANVAS_ENDPOINT, or the default address.
const endpoint = process.env.SEALCANVAS_ENDPOINT ?? "http://127.0.0.1:8600";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  build: {
    outDir: "../src/sealcanvas/server/console/static",
    emptyOutDir: true,
    assetsInlineLimit: 0, // nothing inline: the page's Content-Security-Policy allows none
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    target: "es2023",
  },
  server: {
    proxy: Object.fromEntries(
      // With the host that the browser names: the server refuses calls of a page that is not its own.
      ["/console/api", "/console/auth", "/console/sign-in", "/console/sign-out"].map((path) => [path, { target: endpoint, changeOrigin: false }]),
    ),
  },
});
