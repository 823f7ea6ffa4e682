// What a team deploys with the CDK: a function, a user, a nested stack and a custom resource.
const cdk = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const iam = require('aws-cdk-lib/aws-iam');
const custom = require('aws-cdk-lib/custom-resources');

const app = new cdk.App();
// moto can't update a stack that declares a parameter with a default; the rule would add one.
const synthesizer = new cdk.DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
const stack = new cdk.Stack(app, 'App', { analyticsReporting: false, synthesizer });

new lambda.Function(stack, 'Hello', {
  runtime: lambda.Runtime.PYTHON_3_12,
  handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context): return "hello"'),
});
new iam.User(stack, 'Robot');
if (process.env.MORE) {
  new iam.Role(stack, 'Later', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
}

const inner = new cdk.NestedStack(stack, 'Inner');
new iam.Role(inner, 'Worker', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

new custom.AwsCustomResource(stack, 'Custom', {
  installLatestAwsSdk: false,
  onUpdate: {
    service: 'SSM',
    action: 'getParameter',
    parameters: { Name: 'name' },
    physicalResourceId: custom.PhysicalResourceId.of('custom'),
  },
  policy: custom.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
});
app.synth();
