# Builds one static binary and runs it as an unprivileged user; data live in
# the volume /data.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/onramp ./cmd/onramp && mkdir /out/data

FROM scratch
COPY --from=build /out/onramp /onramp
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
VOLUME /data
EXPOSE 8080
ENV ONRAMP_ADDR=0.0.0.0:8080 ONRAMP_DATABASE=/data/onramp.db
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/onramp", "health"]
ENTRYPOINT ["/onramp"]
