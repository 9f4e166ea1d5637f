export { onExecutePostLogin } from '../post-login';
