import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, Navigate, RouterProvider } from "react-router";
import { Surroundings } from "@/shared/App";
import { SessionProvider } from "@/shared/session";
import { areas } from "./areas";
import { CrashPage, NotFoundPage } from "./fallbacks";
import { Gate } from "./Gate";
import { Shell } from "./Shell";

const router = createBrowserRouter([
  {
    path: "/",
    element: <Gate />,
    errorElement: <CrashPage />,
    children: [
      {
        element: <Shell />,
        errorElement: <CrashPage />,
        children: [
          { index: true, element: <Navigate to="/home" replace /> },
          ...areas.flatMap((area) => area.routes.map((route) => ({ ...route, errorElement: <CrashPage /> }))),
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Surroundings>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </Surroundings>
    </StrictMode>,
  );
