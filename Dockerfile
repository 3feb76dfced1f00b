# Runs the TypeScript as it is: there is no build step.
FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production

# The optional packages are an embedded Postgres and a Node 24 for machines without: the image has the one, compose the other.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

COPY bin ./bin
COPY connectors ./connectors
COPY drizzle ./drizzle
COPY jobs ./jobs
COPY src ./src

# The data directory, for what a command writes beside the database.
RUN mkdir /data && chown node:node /data
ENV ACCOUNT_AUDIT_HOME=/data
VOLUME /data

USER node
ENTRYPOINT ["node", "bin/account-audit.js"]
CMD ["serve"]
