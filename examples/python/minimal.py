from aws_cdk import App, CfnOutput, Stack
from cdk_serverless_chatroom import ServerlessChatroom

app = App()
stack = Stack(app, "MinimalChatroom")

chatroom = ServerlessChatroom(stack, "Chatroom")

CfnOutput(stack, "Url", value=chatroom.url)
CfnOutput(stack, "WebSocketUrl", value=chatroom.web_socket_url)

app.synth()
