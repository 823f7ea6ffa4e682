// The tests' AWS for the SDK for JavaScript, version 2, which reads no endpoint variables: services
// that SDK2_SERVICES names go where SDK2_ENDPOINT_<SERVICE> or AWS_ENDPOINT_URL_S3 says.
'use strict';
const AWS = require('aws-sdk');

const services = process.env.SDK2_SERVICES.split(',');
const initialize = AWS.Service.prototype.initialize;
AWS.Service.prototype.initialize = function (config) {
  const id = this.serviceIdentifier;
  if (!services.includes(id)) return initialize.call(this, config);
  const endpoint = process.env[`SDK2_ENDPOINT_${id.toUpperCase()}`] || process.env.AWS_ENDPOINT_URL_S3;
  return initialize.call(this, { ...config, endpoint, s3ForcePathStyle: true });
};
