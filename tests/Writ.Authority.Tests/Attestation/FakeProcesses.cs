using System.Collections.Concurrent;
using System.Collections.Immutable;
using Writ.Authority.Attestation;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

/// <summary>A kernel whose processes a test starts, ends and replaces.</summary>
internal sealed class FakeProcesses : IProcesses
{
    private readonly ConcurrentDictionary<int, Running> running = new();

    public string Boot { get; set; } = "boot-1";

    public uint OwnUserId { get; set; } = 1000;

    /// <summary>Called before each look at a process: a test changes the world in between here.</summary>
    public Action<int>? BeforeFind { get; set; }

    public void Start(int id, int parent, long ticks, ulong program = 1)
    {
        End(id);
        running[id] = new Running(new ProcessFacts(id, parent, ticks), program);
    }

    public void End(int id)
    {
        if (running.TryRemove(id, out var ended))
        {
            ended.Exit.TrySetResult();
        }
    }

    public void Reparent(int id, int parent) => running[id].Facts = running[id].Facts with { ParentId = parent };

    public void Exec(int id, ulong program) => running[id].Program = program;

    /// <summary>The kernel shows no more what it runs.</summary>
    public void Hide(int id) => running[id].Hidden = true;

    public ProcessFacts? Find(int processId)
    {
        BeforeFind?.Invoke(processId);
        return running.TryGetValue(processId, out var process) ? process.Facts : null;
    }

    public ExecutableFile? Executable(int processId) => running.TryGetValue(processId, out var process) && !process.Hidden ? new ExecutableFile(1, process.Program, 1, 1, 1) : null;

    public Digest256 HashExecutable(int processId) => running.TryGetValue(processId, out var process) && !process.Hidden ? Digest256.Sha256(BitConverter.GetBytes(process.Program)) : default;

    /// <summary>Under whom each process runs; uid and gid 1001 without groups unless a test says otherwise.</summary>
    public ConcurrentDictionary<int, ProcessCredentials> Users { get; } = new();

    public string? ExecutablePath(int processId) => running.TryGetValue(processId, out var process) && !process.Hidden ? $"/bin/program-{process.Program}" : null;

    public ProcessCredentials? Credentials(int processId) =>
        running.ContainsKey(processId) ? Users.GetValueOrDefault(processId) ?? new ProcessCredentials(1001, 1001, []) : null;

    public string? ControlGroup(int processId) => running.ContainsKey(processId) ? "/system.slice/support.service" : null;

    public string? Unit(int processId) => SystemdUnit.Of(ControlGroup(processId));

    public string? UnitFragment(string unit) => $"/etc/systemd/system/{unit}";

    public ImmutableArray<string> CommandLine(int processId) => running.TryGetValue(processId, out var process) ? [$"program-{process.Program}", "script.mjs"] : [];

    public Digest256 HashScript(int processId) => running.ContainsKey(processId) ? Digest256.Sha256("script"u8) : default;

    public string? UserName(uint userId) => $"user-{userId}";

    public string? GroupName(uint groupId) => $"group-{groupId}";

    public IProcessHandle? Open(int processId) => running.TryGetValue(processId, out var process) ? new Handle(process.Exit.Task) : null;

    /// <summary>A peer that connects now.</summary>
    public KernelPeer Connect(int processId, uint userId = 1001) =>
        KernelPeer.Pin(this, Open(processId), processId, userId, userId) ?? throw new InvalidOperationException("no such process");

    private sealed class Running(ProcessFacts facts, ulong program)
    {
        public ProcessFacts Facts { get; set; } = facts;

        public ulong Program { get; set; } = program;

        public bool Hidden { get; set; }

        public TaskCompletionSource Exit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Handle(Task exit) : IProcessHandle
    {
        private readonly TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasExited => exit.IsCompleted || disposed.Task.IsCompleted;

        public Task Exit => Task.WhenAny(exit, disposed.Task).Unwrap();

        public void Dispose() => disposed.TrySetCanceled();
    }
}
