# The command line alone: docker build -t busdeck . && docker run --rm -v "$PWD:/work" busdeck run scenarios
FROM node:20-slim AS build
WORKDIR /busdeck
# Neither the window's runtime nor the tests' browsers are needed to build the command line.
ENV ELECTRON_SKIP_BINARY_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:20-slim
LABEL org.opencontainers.image.title="busdeck" org.opencontainers.image.licenses="MIT"
COPY --from=build /busdeck/package.json /opt/busdeck/package.json
COPY --from=build /busdeck/dist/cli /opt/busdeck/dist/cli
RUN ln -s /opt/busdeck/dist/cli/busdeck.js /usr/local/bin/busdeck && chmod +x /opt/busdeck/dist/cli/busdeck.js
USER node
WORKDIR /work
ENTRYPOINT ["busdeck"]
CMD ["--help"]
