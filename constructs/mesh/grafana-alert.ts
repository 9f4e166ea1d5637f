/** A Grafana alert rule with a threshold. */
export interface GrafanaAlert {
  /** Rule uid, part of its URL: lower-case letters, digits and hyphens. */
  readonly uid: string;
  readonly title: string;
  /** PromQL; each series of the result is a separate alert instance. */
  readonly expr: string;
  /** Threshold: the rule fires above it. */
  readonly above: number;
  /** Pending period, in minutes. */
  readonly forMinutes: number;
  /** Description in the notification: what to check. */
  readonly description: string;
}

const FOLDER = 'Stagecraft';
const SLACK = 'Slack';

/** Alert rules; with a webhook also the Slack contact point and its notification policy. */
export function alerting(alerts: readonly GrafanaAlert[], source: string, webhook: string | undefined): object {
  return {
    apiVersion: 1,
    groups:
      alerts.length === 0 ? [] : [{ orgId: 1, name: 'pods', folder: FOLDER, interval: '1m', rules: alerts.map((alert) => ruleOf(alert, source)) }],
    ...(webhook !== undefined && {
      contactPoints: [
        {
          orgId: 1,
          name: SLACK,
          receivers: [
            {
              uid: 'slack',
              type: 'slack',
              settings: { url: webhook, title: '{{ .CommonLabels.alertname }}', text: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}' },
            },
          ],
        },
      ],
      policies: [{ orgId: 1, receiver: SLACK, group_by: ['alertname', 'pod'] }],
    }),
  };
}

function ruleOf({ uid, title, expr, above, forMinutes, description }: GrafanaAlert, source: string): object {
  const range = { from: 600, to: 0 };
  const expression = { datasourceUid: '__expr__', relativeTimeRange: range };
  return {
    uid,
    title,
    condition: 'C',
    for: `${forMinutes}m`,
    noDataState: 'OK',
    execErrState: 'Error',
    labels: { severity: 'warning' },
    annotations: { summary: '{{ .Labels.pod }}: {{ printf "%.0f" .Values.B.Value }}', description },
    data: [
      { refId: 'A', datasourceUid: source, relativeTimeRange: range, model: { refId: 'A', expr, range: true, instant: false } },
      { refId: 'B', ...expression, model: { refId: 'B', type: 'reduce', expression: 'A', reducer: 'last' } },
      {
        refId: 'C',
        ...expression,
        model: { refId: 'C', type: 'threshold', expression: 'B', conditions: [{ evaluator: { type: 'gt', params: [above] } }] },
      },
    ],
  };
}
