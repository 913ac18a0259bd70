using System.Net;
using System.Net.Sockets;
using Writ.Bench.Processes;

namespace Writ.Bench.Spine;

/// <summary>nginx as a plain reverse proxy in front of the upstream, on a free loopback port and on a Unix socket, with no feature that would slow it down.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Child process;

    private Nginx(Child process, int port, string socket) => (this.process, Port, Socket) = (process, port, socket);

    public int Port { get; }

    public string Socket { get; }

    public static async Task<Nginx> StartAsync(string folder, int upstream)
    {
        var port = FreePort();
        var socket = Path.Combine(folder, "nginx.sock");
        var config = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(config, $$"""
            daemon off;
            worker_processes 2;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/nginx.error warn;
            events { worker_connections 1024; multi_accept on; }
            http {
              access_log off;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              keepalive_timeout 1h;
              client_body_buffer_size 64k;
              client_body_temp_path {{folder}}/nginx-body;
              proxy_temp_path {{folder}}/nginx-proxy;
              fastcgi_temp_path {{folder}}/nginx-fastcgi;
              uwsgi_temp_path {{folder}}/nginx-uwsgi;
              scgi_temp_path {{folder}}/nginx-scgi;
              upstream echo {
                server 127.0.0.1:{{upstream}};
                keepalive 128;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:{{port}};
                listen unix:{{socket}};
                location / {
                  proxy_pass http://echo;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
            }
            """);
        var started = Child.Start("nginx", ["-p", folder, "-c", config, "-e", Path.Combine(folder, "nginx.error")], endsWithInput: false);
        try
        {
            await AnswersAsync(port, started);
            return new Nginx(started, port, socket);
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // nginx says nothing when it is ready: only a connection shows it.
    private static async Task AnswersAsync(int port, Child nginx)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(10); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
            }
            catch (SocketException)
            {
                throw new BenchException($"nginx does not answer\n{nginx.Errors}");
            }
        }
    }
}
