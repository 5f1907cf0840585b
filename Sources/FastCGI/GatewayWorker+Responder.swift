public import Gateway

extension GatewayWorker: Responder {}
