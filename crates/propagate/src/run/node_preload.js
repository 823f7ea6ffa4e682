// Loaded by Node.js before the program, through NODE_OPTIONS, when `entail run --node-preload` asked
// for it. The AWS SDK for JavaScript, version 2, reads no endpoint variables; this gives it those of
// this run, for the services that entail stands before, as configuration of each service:
// https://docs.aws.amazon.com/sdk-for-javascript/v2/developer-guide/locking-api-versions.html
'use strict';

const Module = require('module');

const endpoints = {
  iam: process.env.AWS_ENDPOINT_URL_IAM,
  sts: process.env.AWS_ENDPOINT_URL_STS,
  cloudformation: process.env.AWS_ENDPOINT_URL_CLOUDFORMATION,
  cloudcontrol: process.env.AWS_ENDPOINT_URL_CLOUDCONTROL,
};

// The SDK's root object: version 2 has its number, its services and its configuration there.
function isSdk(exported) {
  return exported !== null && (typeof exported === 'object' || typeof exported === 'function') &&
    typeof exported.VERSION === 'string' && exported.VERSION.startsWith('2.') &&
    typeof exported.Service === 'function' && typeof exported.Service.prototype === 'object' &&
    typeof exported.Service.prototype.initialize === 'function';
}

const seen = new WeakSet();

function lead(sdk) {
  if (seen.has(sdk.Service)) return;
  seen.add(sdk.Service);
  const initialize = sdk.Service.prototype.initialize;
  sdk.Service.prototype.initialize = function entail(config) {
    const endpoint = endpoints[this.serviceIdentifier];
    // A program that names an endpoint itself keeps it, as with every other client.
    const named = config && config.endpoint;
    return initialize.call(this, endpoint && !named ? { ...config, endpoint } : config);
  };
}

// Looking into a module that is still loading, in a circle, makes Node.js warn.
function isLoaded(request, parent, isMain) {
  const module = Module._cache[Module._resolveFilename(request, parent, isMain)];
  return module !== undefined && module.loaded;
}

const load = Module._load;
Module._load = function entail(request, parent, isMain) {
  const exported = load.apply(this, arguments);
  try {
    if (isLoaded(request, parent, isMain) && isSdk(exported)) lead(exported);
  } catch {
    // A module with getters that throw is none of ours.
  }
  return exported;
};
