/** Messages and services of the .proto files beside this one. Written by generate.mjs; a test keeps it equal to them. */
export const descriptor = {
  nested: {
    greeting: {
      nested: {
        v3: {
          nested: {
            GreetingService: {
              methods: {
                Greeting: {
                  requestType: 'GreetingRequest',
                  responseType: 'GreetingResponse',
                  options: {
                    '(google.api.http).get': '/api/greeting',
                  },
                  parsedOptions: [
                    {
                      '(google.api.http)': {
                        get: '/api/greeting',
                      },
                    },
                  ],
                },
              },
            },
            Greeting: {
              fields: {
                id: {
                  type: 'string',
                  id: 1,
                },
                service: {
                  type: 'string',
                  id: 2,
                },
                message: {
                  type: 'string',
                  id: 3,
                },
                created: {
                  type: 'string',
                  id: 4,
                },
                hostname: {
                  type: 'string',
                  id: 5,
                },
              },
            },
            GreetingRequest: {
              fields: {
                greeting: {
                  type: 'Greeting',
                  id: 1,
                },
              },
            },
            GreetingResponse: {
              fields: {
                greeting: {
                  rule: 'repeated',
                  type: 'Greeting',
                  id: 1,
                },
              },
            },
          },
        },
      },
    },
    grpc: {
      nested: {
        health: {
          nested: {
            v1: {
              nested: {
                Health: {
                  methods: {
                    Check: {
                      requestType: 'HealthCheckRequest',
                      responseType: 'HealthCheckResponse',
                    },
                    Watch: {
                      requestType: 'HealthCheckRequest',
                      responseType: 'HealthCheckResponse',
                      responseStream: true,
                    },
                  },
                },
                HealthCheckRequest: {
                  fields: {
                    service: {
                      type: 'string',
                      id: 1,
                    },
                  },
                },
                HealthCheckResponse: {
                  fields: {
                    status: {
                      type: 'ServingStatus',
                      id: 1,
                    },
                  },
                  nested: {
                    ServingStatus: {
                      values: {
                        UNKNOWN: 0,
                        SERVING: 1,
                        NOT_SERVING: 2,
                        SERVICE_UNKNOWN: 3,
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
