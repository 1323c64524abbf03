/** Where the Alertmanager finds the key: in a file, so that it stands in no configuration that is kept or shown. */
export const KEY_FILE = "/etc/alertmanager/culprit.key";

/** What stands in alertmanager.yml, since 0.22. Storms are cut where they are made: Culprit keeps a thousand alerts of one delivery. */
export const receiverText = (url: string, key: boolean): string => `receivers:
  - name: culprit
    webhook_configs:
      - url: ${url}
        send_resolved: true
        max_alerts: 500
${
  key
    ? `        http_config:
          authorization:
            credentials_file: ${KEY_FILE}
`
    : ""
}
route:
  # First below your own route, so that all reach it.
  routes:
    - receiver: culprit
      continue: true
`;
