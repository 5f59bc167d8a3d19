import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Surroundings } from "@/shared/App";
import { SessionProvider } from "@/shared/session";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Surroundings>
        <SessionProvider>{null}</SessionProvider>
      </Surroundings>
    </StrictMode>,
  );
