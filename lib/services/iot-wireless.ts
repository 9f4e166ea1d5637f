import { cloudControl } from './lookups';
import { type Service, STORAGE } from './service';

export const iotWireless: Service = {
  namespace: 'IoTWireless',
  name: 'IoT Wireless',
  colour: STORAGE,
  types: {
    'AWS::IoTWireless::Destination': {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'iotwireless:{region}:{account}:Destination/{id}',
    },
    'AWS::IoTWireless::DeviceProfile': { lookup: cloudControl('Id'), arn: 'iotwireless:{region}:{account}:DeviceProfile/{id}' },
    'AWS::IoTWireless::ServiceProfile': { lookup: cloudControl('Id'), arn: 'iotwireless:{region}:{account}:ServiceProfile/{id}' },
    'AWS::IoTWireless::WirelessDevice': { lookup: cloudControl('Id'), arn: 'iotwireless:{region}:{account}:WirelessDevice/{id}' },
    'AWS::IoTWireless::WirelessGateway': { lookup: cloudControl('Id'), arn: 'iotwireless:{region}:{account}:WirelessGateway/{id}' },
  },
};
