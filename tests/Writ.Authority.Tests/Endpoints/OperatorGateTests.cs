using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Endpoints;
using Writ.Authority.Keys;
using Writ.Authority.Tests.Attestation;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Endpoints;

/// <summary>With the right credential each time: what remains is who holds the connection.</summary>
public sealed class OperatorGateTests : IDisposable
{
    private readonly World world = new();
    private readonly TempFolder home = new();
    private readonly FakeProcesses processes = new();
    private readonly InstanceRegistry registry;
    private readonly OperatorGate gate;
    private readonly string token;

    public OperatorGateTests()
    {
        registry = world.Registry(processes);
        var credential = OperatorCredential.Open(new(home.At("keys", "operator.token"), home.At("data", "operator.sha256")));
        token = File.ReadAllText(home.At("keys", "operator.token")).Trim();
        gate = new OperatorGate(credential, registry);
        processes.Start(1, 0, 1);
        processes.Start(100, 1, 50);
        processes.Start(101, 100, 60);
        processes.Start(200, 1, 70);
    }

    public void Dispose()
    {
        registry.Dispose();
        home.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Guard_Stranger_Passes() => Assert.Equal(StatusCodes.Status204NoContent, await AskAsync(processes.Connect(200, 1000)));

    [Theory]
    [InlineData("exec")]
    [InlineData("exited")]
    [InlineData("hidden-ancestor")]
    [InlineData("hidden-program")]
    [InlineData("several-trees")]
    [InlineData("instance-ended")]
    [InlineData("other-user")]
    [InlineData("member")]
    [InlineData("root")]
    [InlineData("unknown-peer")]
    public async Task Guard_WhoeverIsNotCertainlyAStranger_IsForbidden(string how)
    {
        IPeer peer;
        switch (how)
        {
            case "exec":
                peer = processes.Connect(200, 1000);
                processes.Exec(200, 9);
                break;
            case "exited":
                peer = processes.Connect(200, 1000);
                processes.Start(200, 1, 99);
                break;
            case "hidden-ancestor":
                processes.Start(300, 299, 80);
                peer = processes.Connect(300, 1000);
                break;
            case "hidden-program":
                processes.Hide(200);
                peer = processes.Connect(200, 1000);
                break;
            case "several-trees":
                await LaunchAsync(101);
                await LaunchAsync(100);
                peer = processes.Connect(101, 1000);
                break;
            case "instance-ended":
                var ended = await LaunchAsync(100);
                peer = processes.Connect(101, 1000);
                registry.Attest(peer);
                await registry.EndAsync(ended.Id, "exited", default, TestContext.Current.CancellationToken);
                break;
            case "other-user":
                await LaunchAsync(100, 1005);
                peer = processes.Connect(101, 1000);
                break;
            case "member":
                await LaunchAsync(100);
                peer = processes.Connect(101, 1000);
                break;
            case "root":
                await LaunchAsync(100);
                peer = processes.Connect(100, 1000);
                break;
            default:
                peer = new OtherPeer();
                break;
        }

        Assert.Equal(StatusCodes.Status403Forbidden, await AskAsync(peer));
    }

    [Fact]
    public async Task Guard_RootAboutItsOwnRun_Passes()
    {
        var instance = await LaunchAsync(100, 1005);
        Assert.Equal(StatusCodes.Status204NoContent, await AskAsync(processes.Connect(100, 0), own: i => i.Id == instance.Id));
        Assert.Equal(StatusCodes.Status403Forbidden, await AskAsync(processes.Connect(101, 1005), own: static _ => true));
    }

    [Theory]
    [InlineData("GET", StatusCodes.Status204NoContent)]
    [InlineData("HEAD", StatusCodes.Status403Forbidden)]
    [InlineData("POST", StatusCodes.Status403Forbidden)]
    [InlineData("DELETE", StatusCodes.Status403Forbidden)]
    [InlineData("get", StatusCodes.Status204NoContent)]
    public async Task Guard_ThePort_OnlyReads(string method, int status) => Assert.Equal(status, await AskAsync(null, method));

    private async Task<AttestedInstance> LaunchAsync(int root, uint? user = null)
    {
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), processes.Connect(root, 0), user, out _);
        await world.Tasks.OpenAsync(world.Opening(prepared!.Instance) with { InstanceIsNew = true }, TestContext.Current.CancellationToken);
        registry.Adopt(prepared);
        return prepared.Instance;
    }

    private async Task<int> AskAsync(IPeer? peer, string method = "POST", Func<AttestedInstance, bool>? own = null)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Request.Headers.Authorization = $"Bearer {token}";
        context.Features.Set(peer);
        await gate.Guard(
            static passed =>
            {
                passed.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            },
            (_, instance) => ValueTask.FromResult(own?.Invoke(instance) ?? false))(context);
        return context.Response.StatusCode;
    }

    private sealed class OtherPeer : IPeer
    {
        public int ProcessId => 200;

        public uint UserId => 1000;
    }
}
