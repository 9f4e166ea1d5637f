export * from './athena-workgroup';
