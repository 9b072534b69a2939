FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY backend/contract/package.json backend/contract/
COPY backend/client/package.json backend/client/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx nx run-many -t build --output-style=static
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/package.json /app/nx.json ./
COPY --from=build /app/backend/contract/package.json backend/contract/
COPY --from=build /app/backend/contract/dist backend/contract/dist
COPY --from=build /app/backend/package.json backend/
COPY --from=build /app/dist dist
COPY docs docs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/backend/main.js"]
